namespace Streaming.Tests.Support;

/// <summary>
/// Creates temporary folders in memory, for programs that create and delete many files and need not keep them. On a disk that costs much
/// processor time: ext4 does not use the inodes of deleted files for some seconds, and each new file searches for another one.
/// </summary>
internal static class MemoryFolder
{
    // On Linux, a file system in memory. Containers may have a small one.
    private const string Shared = "/dev/shm";

    private const long NeededBytes = 2L << 30;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Creates a folder with a name that starts with the prefix: in memory if there is room, otherwise on the disk.</summary>
    public static string Create(string prefix)
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(Shared) || new DriveInfo(Shared).AvailableFreeSpace < NeededBytes)
            return Directory.CreateTempSubdirectory(prefix).FullName;
        return Directory.CreateDirectory(Path.Combine(Shared, prefix + Path.GetRandomFileName()), OwnerOnly).FullName;
    }
}
