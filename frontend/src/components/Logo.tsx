/** The mark: a touchstone with a streak of gold. Decorative; the name stands beside it. */
export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <path
        d="M6 9.5 13 3.8l10.2 1.9L28 14l-3.4 11.2L14.2 28.4 5 23.2 3.8 15Z"
        fill="light-dark(#22302f, #2e3b39)"
        stroke="light-dark(#22302f, #6d7d79)"
        strokeWidth="1"
      />
      <path
        d="M10.2 21.4C13 17.2 17 13 21.9 10.4"
        fill="none"
        stroke="#e2b04a"
        strokeWidth="3.4"
        strokeLinecap="round"
      />
    </svg>
  );
}
