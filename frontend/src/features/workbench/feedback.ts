/** A page of its own, which nobody needs in order to work: loaded apart. */
export { FeedbackPage } from "./screens/FeedbackPage";
