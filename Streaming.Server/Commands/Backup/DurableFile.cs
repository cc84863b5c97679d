using System.Runtime.InteropServices;

namespace Streaming.Server.Commands.Backup;

/// <summary>Writes and renames files in such a way that they survive a power failure.</summary>
internal static partial class DurableFile
{
    private const int ReadOnly = 0;

    /// <summary>Returns when all bytes of a file are written to the disk.</summary>
    public static async Task SyncAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Renames a file within its folder. If a file with the new name exists, it is replaced in one step.</summary>
    public static void Move(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        if (!OperatingSystem.IsWindows())
            SyncFolder(Path.GetDirectoryName(to)!);
    }

    /// <summary>Gives a file a second name. So the file is kept when another file replaces it under its first name.</summary>
    public static void Keep(string file, string secondName)
    {
        File.Delete(secondName);
        // Some file systems do not support two names for one file. There, the file is copied.
        if (OperatingSystem.IsWindows() || Link(file, secondName) != 0)
            File.Copy(file, secondName);
    }

    // Writes a folder to the disk, because a new name of a file survives a power failure only then. The method calls the C library, because
    // .NET cannot open folders.
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
