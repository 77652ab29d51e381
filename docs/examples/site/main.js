import { drawFrame } from "./parts/frame.js";
import { actorPage } from "./pages/actor.js";
import { frontPage } from "./pages/front.js";
import { problemPage } from "./pages/problem.js";
import { regionPage } from "./pages/region.js";
import { searchPage } from "./pages/search.js";
import { storyPage } from "./pages/story.js";
import { start } from "./router.js";

drawFrame();
start(document.getElementById("main"), {
  front: frontPage,
  story: storyPage,
  region: regionPage,
  actor: actorPage,
  search: searchPage,
  problem: problemPage,
});
