/** The product's mark: two voices in one frame. Takes the accent colour, so a company's colours carry over. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path
        d="M8 9.5h12a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-6.5L9.5 22v-3.5H8a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2Z"
        className="fill-on-accent"
      />
      <path
        d="M24.5 14.2a2 2 0 0 1 1.5 1.9v4.4a2 2 0 0 1-2 2h-.5V25l-3.2-2.5H16"
        fill="none"
        strokeWidth="1.8"
        strokeLinejoin="round"
        strokeLinecap="round"
        className="stroke-on-accent"
      />
    </svg>
  );
}
