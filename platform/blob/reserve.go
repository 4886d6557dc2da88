package blob

// reserve is what is left free of the disk for all else that is written there, in bytes: the smaller of this and a
// twentieth of the disk.
const reserve = 256 << 20

// Roomy says whether the disk has more free than its reserve. Where that cannot be found out it has.
func (s *Store) Roomy() bool {
	free, size, err := s.space(s.dir)
	return err != nil || free > min(reserve, size/20)
}
