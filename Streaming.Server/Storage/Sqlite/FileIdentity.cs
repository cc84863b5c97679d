using System.Runtime.InteropServices;
using System.Text;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>The device and inode of a file: two paths with the same identity are the same file.</summary>
internal readonly partial record struct FileIdentity(ulong Device, ulong Inode)
{
    private const int NoSuchFile = 2;
    private const int NotAFolder = 20;
    private const int CurrentFolder = -100;
    private const uint WantInode = 0x100;

    /// <summary>
    /// Whether file identities can be read on this system. On Windows a file that SQLite has open cannot be deleted, renamed or replaced.
    /// </summary>
    public static bool IsSupported => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>Encodes a path for <see cref="Read"/>.</summary>
    public static byte[] Encode(string path) => Encoding.UTF8.GetBytes(path + '\0');

    /// <summary>Reads the identity of the file at a path; symbolic links are followed.</summary>
    /// <returns>Null if there is no file.</returns>
    /// <exception cref="IOException">The status of the path cannot be read for another reason.</exception>
    public static FileIdentity? Read(byte[] path)
    {
        // Both systems write at most this many bytes.
        Span<byte> status = stackalloc byte[256];
        var failed = OperatingSystem.IsLinux() ? Linux(CurrentFolder, path, 0, WantInode, status) : Mac(path, status);
        if (failed != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error is NoSuchFile or NotAFolder ? null
                : throw new IOException($"The status of the file cannot be read (error {error}).");
        }

        // struct statx has the same layout on all processors, and so has the 64-bit struct stat of macOS.
        return OperatingSystem.IsLinux()
            ? new FileIdentity(MemoryMarshal.Read<ulong>(status[0x88..]), MemoryMarshal.Read<ulong>(status[0x20..]))
            : new FileIdentity(MemoryMarshal.Read<uint>(status), MemoryMarshal.Read<ulong>(status[8..]));
    }

    private static int Mac(byte[] path, Span<byte> status) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? MacX64(path, status) : MacArm64(path, status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Linux(int folder, byte[] path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MacX64(byte[] path, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "stat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MacArm64(byte[] path, Span<byte> status);
}
