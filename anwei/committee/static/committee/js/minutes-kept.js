// On minutes that are only read: what was typed in this browser and never reached them is shown.
import { Kept } from "./minutes/kept.js";
import { showLeft } from "./minutes/left.js";

const root = document.getElementById("minutes");
const kept = new Kept(root.dataset.meeting, "");
showLeft(root, kept, kept.every());
