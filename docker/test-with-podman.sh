#!/usr/bin/env bash
# Builds the images, brings the compose file up with podman, replays a night, kills one of the two streams on the way, and
# looks at the alerts, the health, the metrics and the page; for machines without a Docker engine and without an image registry.
# Run as root. It installs nothing: what it lacks it names, and then it ends with exit code 77, "skipped".
#
# The images that cannot be pulled are made here and tagged with the very names that the Dockerfile and the compose file
# use: a Debian with a JRE, one with a JDK and Maven, one with Debian's Prometheus, and Kafka from Maven Central's jars, started
# through Kafka's own docker wrapper as in the official image. Images that are there are used as they are. Grafana cannot be
# made this way and is left out; each query of its dashboard is asked of Prometheus instead.
set -euo pipefail
cd "$(dirname "$0")/.."

port=${ALERTFORMER_PORT:-19092}
page=18081
monitoring=19090
patience=${PATIENCE:-300}
jre=docker.io/library/eclipse-temurin:17-jre
jdk=docker.io/library/maven:3.9-eclipse-temurin-17
kafka_version=$(sed -n 's:.*<kafka.version>\(.*\)</kafka.version>.*:\1:p' pom.xml)
kafka=docker.io/apache/kafka:$kafka_version
prometheus=docker.io/$(sed -n 's:.*image\: \(prom/prometheus.*\):\1:p' docker/compose.yaml)
project=alertformer-test

skip() {
    echo "skipped: $*"
    exit 77
}

[ "$(id -u)" = 0 ] || skip "this needs root"
missing=
for tool in podman buildah runc podman-compose iptables debootstrap mvn curl python3; do
    command -v $tool > /dev/null || missing="$missing $tool"
done
[ -x /usr/lib/podman/netavark ] || missing="$missing netavark"
[ -x /usr/lib/podman/aardvark-dns ] || missing="$missing aardvark-dns"
[ -z "$missing" ] || skip "lacks$missing"

work=$(mktemp -d)
export CONTAINERS_CONF=$work/containers.conf
cat > "$CONTAINERS_CONF" <<'END'
[engine]
runtime = "runc"
[network]
network_backend = "netavark"
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
END

compose() {
    ALERTFORMER_PORT=$port ALERTFORMER_PAGE_1=$page ALERTFORMER_PAGE_2=$((page + 1)) ALERTFORMER_PROMETHEUS_PORT=$monitoring \
        podman-compose -p $project -f docker/compose.yaml "$@"
}
clean_up() {
    compose down -v > "$work/down.log" 2>&1 || cat "$work/down.log"
    rm -rf "$work"
}
trap clean_up EXIT

# debian NAME PACKAGES: a root file system from this machine's own Debian mirror.
debian() {
    podman image exists "$1" && return
    echo "== making $1"
    local mirror suite
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Component: main' | grep -v security | head -1)
    suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
    debootstrap --variant=minbase --include="ca-certificates,$2" "$suite" "$work/root" "$mirror" > "$work/debootstrap.log" \
        || { tail "$work/debootstrap.log"; exit 1; }
    tar -C "$work/root" -c . | podman import --quiet - "$1"
    rm -rf "$work/root"
}

kafka() {
    podman image exists "$kafka" && return
    echo "== making $kafka"
    local context=$work/kafka
    mkdir -p "$context/bin" "$context/defaults"
    cat > "$context/pom.xml" <<END
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>stand-in</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$kafka_version</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>$kafka_version</version></dependency>
  </dependencies>
</project>
END
    mvn -q -B -f "$context/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
        -DoutputDirectory="$context/libs"
    touch "$context/defaults/server.properties" "$context/defaults/log4j2.yaml" "$context/defaults/tools-log4j2.yaml"
    cat > "$context/bin/kafka-broker-api-versions.sh" <<'END'
#!/bin/sh
exec java -cp '/opt/kafka/libs/*' org.apache.kafka.tools.BrokerApiVersionsCommand "$@"
END
    cat > "$context/bin/run" <<'END'
#!/bin/sh
set -e
export CLUSTER_ID=${CLUSTER_ID:-5L6g3nShT-eM--DTMl3pGQ}
java -cp '/opt/kafka/libs/*' kafka.docker.KafkaDockerWrapper setup --default-configs-dir /etc/kafka/docker \
    --mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config
exec java ${KAFKA_HEAP_OPTS:--Xmx1g} -cp '/opt/kafka/libs/*' kafka.Kafka /opt/kafka/config/server.properties
END
    chmod +x "$context"/bin/*
    cat > "$context/Containerfile" <<END
FROM $jre
RUN useradd --uid 1000 appuser && mkdir -p /opt/kafka/config /mnt/shared/config /var/lib/kafka/data \\
    && chown -R appuser: /opt/kafka/config /var/lib/kafka
COPY libs /opt/kafka/libs
COPY bin /opt/kafka/bin
COPY defaults /etc/kafka/docker
USER appuser
VOLUME /var/lib/kafka/data
CMD ["/opt/kafka/bin/run"]
END
    buildah bud --quiet --isolation chroot -t "$kafka" "$context"
}

prometheus() {
    podman image exists "$prometheus" && return
    debian "$prometheus-base" prometheus
    printf 'FROM %s\nENTRYPOINT ["prometheus"]\n' "$prometheus-base" > "$work/Containerfile"
    buildah bud --quiet --isolation chroot -t "$prometheus" -f "$work/Containerfile" "$work"
}

debian "$jre" openjdk-17-jre-headless
debian "$jdk" openjdk-17-jdk-headless,maven
kafka
prometheus

fail() {
    echo "$*"
    compose logs 2>&1 | tail -80
    exit 1
}

# until_true WHAT COMMAND...: tries until it succeeds or patience ends.
until_true() {
    local what=$1 deadline=$((SECONDS + patience))
    shift
    until "$@" > "$work/try.log" 2>&1; do
        [ $SECONDS -le $deadline ] || { cat "$work/try.log"; fail "after $patience s: not $what"; }
        sleep 2
    done
    echo "== $what"
}

echo "== building alertformer:local with this machine's Maven repository"
buildah bud --isolation chroot --volume "$HOME/.m2:/root/.m2" -f docker/Dockerfile -t alertformer:local . \
    > "$work/build.log" 2>&1 || { tail -40 "$work/build.log"; exit 1; }

echo "== bringing it up"
# this podman-compose knows no profiles: the services of "demo", and of "monitoring" without Grafana, by name
compose up -d kafka stream-1 stream-2 night prometheus > "$work/up.log" 2>&1 || { cat "$work/up.log"; exit 1; }

# podman's timers for health checks need systemd, so they are run by hand
healthy() { podman healthcheck run "${project}_$1_1"; }
# A tool of the image on the network of this machine.
tool() { podman run --rm --network host alertformer:local "$@"; }
subscribe() { tool subscribe --bootstrap "localhost:$port" --from earliest --until-end "$@"; }
answered() { subscribe --format json > "$work/alerts.json" 2> "$work/subscribe.log" && [ "$(wc -l < "$work/alerts.json")" -ge "$1" ]; }

until_true "kafka is healthy" healthy kafka
until_true "stream-1 is healthy" healthy stream-1
until_true "stream-2 is healthy" healthy stream-2
until_true "50 class alerts came out" answered 50

echo "== killing stream-2"
podman kill --signal KILL "${project}_stream-2_1" > /dev/null
before=$(wc -l < "$work/alerts.json")
until_true "stream-1 goes on without it" answered $((before + 100))
podman start "${project}_stream-2_1" > /dev/null
until_true "stream-2 is back and healthy" healthy stream-2

ended() { [ "$(podman inspect --format '{{.State.Status}} {{.State.ExitCode}}' "${project}_night_1")" = "exited 0" ]; }
until_true "the whole night is replayed" ended
echo "== scoring"
podman run --rm --network host -v "${project}_night:/night:ro" alertformer:local score --bootstrap "localhost:$port" \
    --truth /night/truth.csv --input alerts --exit-when-done > "$work/score.log" 2>&1 || { cat "$work/score.log"; fail "not each alert once"; }
grep -iE 'alerts|lost|duplic|accuracy' "$work/score.log" | head -20
subscribe --limit 5
subscribe --topic flares --limit 5
subscribe --topic dead-letters --format json > "$work/dead.json"
[ ! -s "$work/dead.json" ] || { cat "$work/dead.json"; exit 1; }

curl -sf "http://127.0.0.1:$page/" > "$work/page.html" || fail "no page"
grep -qi '<!doctype html' "$work/page.html" || fail "no page at $page"
curl -sf "http://127.0.0.1:$page/metrics" | grep '^alertformer_' > "$work/metrics" || fail "no metrics at $page"
echo "== the page and $(wc -l < "$work/metrics") metrics are served"
until_true "prometheus scrapes both streams" docker/ask-prometheus.py "http://127.0.0.1:$monitoring" docker
cat "$work/try.log"
