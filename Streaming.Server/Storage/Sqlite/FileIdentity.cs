using System.Runtime.InteropServices;
using System.Text;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Identifies a file by the numbers of its device and its inode. Two paths with the same identity refer to the same file.
/// </summary>
internal readonly partial record struct FileIdentity(ulong Device, ulong Inode)
{
    // Linux and macOS write at most this number of bytes to the buffer for the status of a file.
    private const int StatusBytes = 256;
    private const int NoSuchFile = 2;
    private const int NotAFolder = 20;
    private const int CurrentFolder = -100;
    private const uint WantTypeAndInode = 0x101;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>
    /// Whether this operating system can read the identities of files (Linux and macOS). Windows needs no such check: there, a file that
    /// SQLite has open cannot be deleted, renamed or replaced.
    /// </summary>
    public static bool IsSupported => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>Encodes a path as UTF-8 with a final zero byte, as the method <see cref="Read"/> requires.</summary>
    public static byte[] Encode(string path) => Encoding.UTF8.GetBytes(path + '\0');

    /// <summary>
    /// Reads the identity of the file at a path. If the path is a symbolic link, reads the identity of the link's target.
    /// </summary>
    /// <returns>The identity of the file, or null if no file exists at the path.</returns>
    /// <exception cref="IOException">
    /// The operating system cannot read the file's status. If the file does not exist, this exception is not thrown.
    /// </exception>
    public static FileIdentity? Read(byte[] path)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        if (!TryReadStatus(path, status))
            return null;
        // The positions of the device and inode numbers in the status of a file. The 'struct statx' of Linux has the same layout on all
        // processors, and so has the 64-bit 'struct stat' of macOS.
        return OperatingSystem.IsLinux()
            ? new FileIdentity(MemoryMarshal.Read<ulong>(status[0x88..]), MemoryMarshal.Read<ulong>(status[0x20..]))
            : new FileIdentity(MemoryMarshal.Read<uint>(status), MemoryMarshal.Read<ulong>(status[8..]));
    }

    /// <summary>
    /// Returns whether the file at a path, or the target of the link there, is a regular file, and neither a folder nor a device nor a
    /// pipe; null if no file exists at the path.
    /// </summary>
    /// <exception cref="IOException">The operating system cannot read the file's status.</exception>
    public static bool? IsRegular(byte[] path)
    {
        Span<byte> status = stackalloc byte[StatusBytes];
        if (!TryReadStatus(path, status))
            return null;
        var mode = MemoryMarshal.Read<ushort>(status[(OperatingSystem.IsLinux() ? 0x1C : 4)..]);
        return (mode & TypeMask) == RegularFile;
    }

    private static bool TryReadStatus(byte[] path, Span<byte> status)
    {
        var failed = OperatingSystem.IsLinux() ? Linux(CurrentFolder, path, 0, WantTypeAndInode, status) : Mac(path, status);
        if (failed == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        return error is NoSuchFile or NotAFolder ? false
            : throw new IOException($"The status of the file cannot be read (error {error}).");
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
