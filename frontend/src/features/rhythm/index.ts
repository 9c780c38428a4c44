export { RhythmPage } from "./RhythmPage";
