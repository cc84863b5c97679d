using Microsoft.Win32.SafeHandles;

namespace Streaming.Server.Commands.Backup;

/// <summary>Writes files so that they survive a power failure.</summary>
internal static class DurableFile
{
    /// <summary>Waits until all bytes of a file are on the disk.</summary>
    public static async Task SyncAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Gives a file another name in the same folder, and replaces a file of this name in one step.</summary>
    public static void Move(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        if (OperatingSystem.IsWindows())
            return;
        // The new name is on the disk when the folder is.
        using var folder = File.OpenHandle(Path.GetDirectoryName(to)!, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        RandomAccess.FlushToDisk(folder);
    }
}
