using System.Buffers.Binary;
using System.Text;

namespace Streaming.Stress.Faults.Interposer;

/// <summary>
/// Gives the files of a killed server the content that they would have after a power cut in the worst case: every write that was not synced
/// is undone, newest first.
/// </summary>
internal static class PowerCut
{
    private const int HeadBytes = 5 * sizeof(long);
    private const int Synced = -1;

    /// <summary>Undoes the writes that are not synced, and empties the record of them.</summary>
    /// <returns>The number of writes that were undone.</returns>
    public static int Apply(string undoLog)
    {
        if (!File.Exists(undoLog))
            return 0;
        var records = Read(File.ReadAllBytes(undoLog));
        foreach (var record in Enumerable.Reverse(records))
        {
            using var file = new FileStream(record.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.Position = record.At;
            file.Write(record.Replaced);
            file.SetLength(record.Size);
        }

        File.WriteAllBytes(undoLog, []);
        return records.Count;
    }

    private static List<Record> Read(ReadOnlySpan<byte> bytes)
    {
        var records = new List<Record>();
        while (bytes.Length >= HeadBytes)
        {
            var (inode, size, at) = (Number(bytes, 0), Number(bytes, 1), Number(bytes, 2));
            var (replaced, path) = ((int)Number(bytes, 3), (int)Number(bytes, 4));
            // The kill may have cut the last record, whose write then did not happen.
            if (bytes.Length < HeadBytes + path + replaced)
                break;
            var rest = bytes[HeadBytes..];
            if (at == Synced)
                records.RemoveAll(record => record.Inode == inode);
            else
                records.Add(new Record(inode, Encoding.UTF8.GetString(rest[..path]), size, at, rest.Slice(path, replaced).ToArray()));
            bytes = rest[(path + replaced)..];
        }

        return records;
    }

    private static long Number(ReadOnlySpan<byte> bytes, int index) =>
        BinaryPrimitives.ReadInt64LittleEndian(bytes[(index * sizeof(long))..]);

    private sealed record Record(long Inode, string Path, long Size, long At, byte[] Replaced);
}
