"use client";
import { useEffect, useState } from "react";
import { onAnnouncement } from "../chat/announce";

/** Tells a screen reader what happens in passing, such as that code was copied. */
export function ShareStatus() {
  const [said, setSaid] = useState("");
  useEffect(() => onAnnouncement(setSaid), []);
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  );
}
