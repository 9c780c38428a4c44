export { TracebackPage } from "./TracebackPage";
