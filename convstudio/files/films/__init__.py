"""Films as files: frames that somebody else draws, encoded as GIF, APNG, WebP or MP4."""
