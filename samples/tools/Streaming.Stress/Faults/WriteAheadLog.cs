using System.Buffers.Binary;

namespace Streaming.Stress.Faults;

/// <summary>The frames of a write-ahead log of SQLite: each is a page with a head, and some end a transaction.</summary>
/// <param name="FrameEnds">The length of the file up to the end of each frame, in order.</param>
/// <param name="CommitEnds">Those ends at which a transaction is complete.</param>
internal sealed record WriteAheadLog(IReadOnlyList<long> FrameEnds, IReadOnlyList<long> CommitEnds)
{
    private const int HeadBytes = 32;
    private const int FrameHeadBytes = 24;

    /// <summary>
    /// Reads the frames of the newest generation: after a checkpoint SQLite writes over older frames, which have another salt.
    /// </summary>
    public static WriteAheadLog Read(ReadOnlySpan<byte> file)
    {
        var (frames, commits) = (new List<long>(), new List<long>());
        if (file.Length >= HeadBytes)
        {
            var page = BinaryPrimitives.ReadInt32BigEndian(file[8..]);
            var salt = file.Slice(16, 8);
            for (var at = HeadBytes; at + FrameHeadBytes + page <= file.Length && file.Slice(at + 8, 8).SequenceEqual(salt);)
            {
                var isCommit = BinaryPrimitives.ReadInt32BigEndian(file[(at + 4)..]) != 0;
                at += FrameHeadBytes + page;
                frames.Add(at);
                if (isCommit)
                    commits.Add(at);
            }
        }

        return new WriteAheadLog(frames, commits);
    }
}
