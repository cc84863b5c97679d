using System.Runtime.InteropServices;

namespace Streaming.Server.Commands.Backup;

/// <summary>Writes files so that they survive a power failure.</summary>
internal static partial class DurableFile
{
    private const int ReadOnly = 0;

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
        if (!OperatingSystem.IsWindows())
            SyncFolder(Path.GetDirectoryName(to)!);
    }

    /// <summary>Gives a file a second name, so that it remains when a file with the first name replaces it.</summary>
    public static void Keep(string file, string secondName)
    {
        File.Delete(secondName);
        // A file system without links gets a copy.
        if (OperatingSystem.IsWindows() || Link(file, secondName) != 0)
            File.Copy(file, secondName);
    }

    // The new name is on the disk when the folder is. .NET opens no folders.
    private static void SyncFolder(string folder)
    {
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
            return;
        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string file, string secondName);
}
