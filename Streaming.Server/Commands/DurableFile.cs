using System.Runtime.InteropServices;

namespace Streaming.Server.Commands;

/// <summary>Renames files in such a way that the names survive a power failure.</summary>
internal static partial class DurableFile
{
    private const int ReadOnly = 0;

    /// <summary>Renames a file within its folder, in one step.</summary>
    /// <param name="from">The path of the file.</param>
    /// <param name="to">Its new path.</param>
    /// <param name="replace">Whether it replaces a file that has the new name.</param>
    /// <exception cref="IOException">A file with the new name exists, and must not be replaced.</exception>
    public static void Move(string from, string to, bool replace)
    {
        File.Move(from, to, replace);
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
