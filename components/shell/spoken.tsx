"use client";
import { useEffect, useState } from "react";
import { onAnnouncement } from "../chat/announce";

/** Tells a screen reader what happens in passing, such as that something was copied. One on each page. */
export function Spoken() {
  const [said, setSaid] = useState({ text: "", count: 0 });
  useEffect(() => onAnnouncement((text) => setSaid(({ count }) => ({ text, count: count + 1 }))), []);
  return (
    <p role="status" data-testid="spoken" className="sr-only">
      {/* A new element each time: the same words again are no change, and would not be heard. */}
      <span key={said.count}>{said.text}</span>
    </p>
  );
}
