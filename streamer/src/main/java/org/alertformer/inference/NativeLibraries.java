package org.alertformer.inference;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacks ONNX Runtime's native libraries once per version into a cache folder. Left alone it unpacks 30 MB into the
 * temporary folder at every start and leaves them there when the process is killed. The libraries for CUDA, 600 MB, are
 * unpacked only when CUDA is going to be used.
 */
final class NativeLibraries {
    private static final Logger log = LoggerFactory.getLogger(NativeLibraries.class);
    private static final String PATH_PROPERTY = "onnxruntime.native.path";
    private static final String[] CORE = {"onnxruntime", "onnxruntime4j_jni"};
    private static final String[] CUDA = {"onnxruntime_providers_shared", "onnxruntime_providers_cuda"};

    private static final long ROOMY_STACK = 256L << 20;

    private NativeLibraries() {}

    /** Must run before the first use of any other class of ONNX Runtime. A path the user has set is left alone. */
    static synchronized void prepare(boolean cuda) {
        findLibraries(cuda);
        start();
    }

    /**
     * ONNX Runtime 1.29 matches the command line of its process with a recursive regular expression when it starts: from
     * some 3,500 characters on, as class paths have, it overflows the stack of an ordinary thread, and the process is gone
     * without a word.
     */
    private static void start() {
        Thread starting = new Thread(null, OrtEnvironment::getEnvironment, "onnxruntime", ROOMY_STACK);
        starting.start();
        boolean interrupted = false;
        while (starting.isAlive()) {
            try {
                starting.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void findLibraries(boolean cuda) {
        if (System.getProperty(PATH_PROPERTY) != null) {
            return;
        }
        try {
            Path jar = Path.of(OrtEnvironment.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            String platform = platform();
            Path folder = cacheFolder().resolve(jar.getFileName() + "-" + Files.size(jar));
            Files.createDirectories(folder);
            for (String library : CORE) {
                unpack(platform, library, folder);
            }
            if (cuda) {
                for (String library : CUDA) {
                    unpack(platform, library, folder);
                }
            }
            System.setProperty(PATH_PROPERTY, folder.toString());
        } catch (IOException | URISyntaxException e) {
            log.info("ONNX Runtime unpacks itself at every start: {}", e.toString());
        }
    }

    /** Whether the ONNX Runtime on the class path comes with CUDA for this platform. */
    static boolean haveCuda() {
        return OrtEnvironment.class.getResource(resource(platform(), System.mapLibraryName(CUDA[1]))) != null;
    }

    private static String resource(String platform, String file) {
        return "/ai/onnxruntime/native/" + platform + "/" + file;
    }

    private static void unpack(String platform, String library, Path folder) throws IOException {
        String file = System.mapLibraryName(library);
        Path target = folder.resolve(file);
        if (Files.exists(target)) {
            return;
        }
        String resource = resource(platform, file);
        try (InputStream in = OrtEnvironment.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the ONNX Runtime at hand has no " + resource);
            }
            Path unpacked = Files.createTempFile(folder, library, ".part");
            try {
                Files.copy(in, unpacked, StandardCopyOption.REPLACE_EXISTING);
                move(unpacked, target);
            } finally {
                Files.deleteIfExists(unpacked);
            }
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Path cacheFolder() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve("alertformer");
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String family = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
        String machine = System.getProperty("os.arch");
        return family + "-" + (machine.equals("aarch64") ? "aarch64" : "x64");
    }
}
