// What differs from one front end to another.

const asked = new URLSearchParams(location.search);

export const config = {
  name: "The Meridian",
  motto: "Power, borders and the people between them",
  /** Where the API is; `?api=https://api.example.org` in the address bar overrides it. */
  api: asked.get("api") ?? "http://127.0.0.1:8000",
  language: "en",
  /** The sections of the front page, and of the bar above every page. */
  sections: [
    { title: "Korean Peninsula", region: "korean-peninsula" },
    { title: "Europe", region: "europe" },
    { title: "South Asia", region: "southern-asia" },
    { title: "United States", region: "united-states" },
    { title: "China", region: "china" },
  ],
  genres: { news: "News", analysis: "Analysis", opinion: "Opinion", explainer: "Explainer" },
  kinds: {
    person: "Person",
    state: "State",
    organisation: "Organisation",
    alliance: "Alliance",
    armed_group: "Armed group",
    company: "Company",
    media: "Media",
  },
  /** How often an open page asks whether there is something new. */
  pollSeconds: 10,
};
