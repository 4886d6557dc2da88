package matter

// PhotosOf lists the photos that an event brought.
func PhotosOf(b Body) []Photo {
	switch e := b.(type) {
	case *WasReported:
		return e.Photos
	case *WasFixed:
		return e.Photos
	case *WasStruckOff:
		return e.Photos
	case *WasRejected:
		return e.Photos
	case *WasReopened:
		return e.Photos
	case *WasRootDone:
		return e.Photos
	case *WasRechecked:
		return e.Photos
	case *WasAttached:
		return e.Photos
	}
	return nil
}
