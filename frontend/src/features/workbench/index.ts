export { WorkbenchPage } from "./WorkbenchPage";
export { FeedbackPage } from "./screens/FeedbackPage";
