import type { Person } from '../people.js'
import { writeBlob, writeCommit, type Commit } from './git-objects.js'
import { signatureOf } from './merge-pull-request.js'
import type { RepositoryContent } from './repository-content.js'
import type { FileEdits } from './source-files.js'
import { editTree, emptyTree } from './trees.js'

/** Writes a commit with the parent's files and the given edits; without parent it is the first of its history. */
export function commitFiles(
  { objects }: RepositoryContent,
  parent: string | undefined,
  edits: FileEdits,
  message: string,
  author: Person,
  now: number,
): Commit {
  const before = (parent === undefined ? undefined : objects.commits.get(parent)?.tree) ?? emptyTree
  const files = new Map(
    [...edits].map(([path, content]) => [
      path,
      content === undefined
        ? undefined
        : writeBlob(objects, typeof content === 'string' ? Buffer.from(content) : content),
    ]),
  )
  const signature = signatureOf(author, now)
  return writeCommit(objects, {
    tree: editTree(objects, before, files),
    parents: parent === undefined ? [] : [parent],
    author: signature,
    committer: signature,
    message,
  })
}
