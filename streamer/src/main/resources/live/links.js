// Where else an object can be looked at. Only links: nothing is loaded from there.
import { element } from "./dom.js";

const id = encodeURIComponent;

const BY_SURVEY = {
  ztf: [
    ["Fink", (name) => `https://ztf.fink-portal.org/${id(name)}`],
    ["ALeRCE", (name) => `https://alerce.online/object/${id(name)}`],
    ["Lasair", (name) => `https://lasair-ztf.lsst.ac.uk/objects/${id(name)}/`],
    ["ANTARES", (name) => `https://antares.noirlab.edu/loci/lookup/${id(name)}`],
  ],
  lsst: [
    ["Fink", (name) => `https://lsst.fink-portal.org/${id(name)}`],
    ["Lasair", (name) => `https://lasair.lsst.ac.uk/objects/${id(name)}/`],
    ["ALeRCE", (name) => `https://lsst.alerce.online/object/${id(name)}?survey=lsst`],
    ["ANTARES", (name) => `https://antares.noirlab.edu/loci/lookup/${id(name)}`],
  ],
};

const BY_PLACE = [
  ["SIMBAD", (ra, dec) => `https://simbad.cds.unistra.fr/simbad/sim-coo?Coord=${id(`${ra} ${dec}`)}&Radius=5&Radius.unit=arcsec`],
  ["Aladin", (ra, dec) => `https://aladin.cds.unistra.fr/AladinLite/?target=${id(`${ra} ${dec}`)}&fov=0.05`],
  ["TNS", (ra, dec) => `https://www.wis-tns.org/search?ra=${ra}&decl=${dec}&radius=5&coords_unit=arcsec`],
];

const ZTF_NAME = /^ZTF\d{2}[a-z]{7}$/;

const ZTF_OWN = (ra, dec) =>
  `https://irsa.ipac.caltech.edu/cgi-bin/ZTF/nph_light_curves?POS=${id(`CIRCLE ${ra} ${dec} 0.0004`)}&FORMAT=html`;

function link(label, href) {
  return element("li", null, element("a", { href, target: "_blank", rel: "noopener noreferrer" }, label));
}

/** Links for an object; brokers by the survey, services of the sky by the place. */
export function links({ name, survey, ra, dec }) {
  const key = ZTF_NAME.test(name) ? "ztf" : /^\d+$/.test(name) ? (survey ?? "").toLowerCase() : "";
  const known = key === "ztf" && !ZTF_NAME.test(name) ? [] : BY_SURVEY[key] ?? []; // a simulated survey's are unknown there
  const found = known.map(([label, href]) => link(label, href(name)));
  if (ra !== null && dec !== null) {
    if (key === "ztf") {
      found.push(link("ZTF at IRSA", ZTF_OWN(ra, dec)));
    }
    found.push(...BY_PLACE.map(([label, href]) => link(label, href(ra, dec))));
  }
  return found;
}
