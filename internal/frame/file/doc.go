// Package file keeps attachments (bilagor): what somebody has sent in, under names
// and types they chose themselves, is looked through, stripped of what it says about
// where and by whom it was made, and sealed.
//
// A file's bytes are sealed under a key of its own, and stored once. Each holder, such
// as a report or a matter, has a copy: that key, sealed under the keyset of the holder.
// Destroying the keyset shreds the holder's copy and nobody else's.
//
// Zone: P. A picture of a child is about the child, whatever stands beside it.
//
// Tables: file_content, file_piece, file_copy.
//
// It must never know what a file is about, who may open it, or who has.
package file
