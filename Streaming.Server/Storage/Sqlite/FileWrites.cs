using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Waits until any process writes to a file, without any work while nobody does. Works only on Linux (inotify).</summary>
internal sealed partial class FileWrites : IDisposable
{
    // The flags IN_NONBLOCK and EFD_NONBLOCK, and IN_CLOEXEC and EFD_CLOEXEC.
    private const int Flags = 0x800 | 0x80000;
    private const uint Modified = 2;
    private const short Readable = 1;

    private readonly SafeFileHandle _writes;
    private readonly SafeFileHandle _stop;

    private FileWrites(SafeFileHandle writes, SafeFileHandle stop) => (_writes, _stop) = (writes, stop);

    /// <summary>
    /// Begins to watch a file. Returns null if this operating system cannot do so, or has no watch left (<c>fs.inotify</c> limits them).
    /// </summary>
    public static FileWrites? TryOpen(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var (writes, stop) = (new SafeFileHandle(OpenNotify(Flags), ownsHandle: true), new SafeFileHandle(OpenEvent(0, Flags), true));
        if (!writes.IsInvalid && !stop.IsInvalid && AddWatch(writes, path, Modified) >= 0)
            return new FileWrites(writes, stop);
        writes.Dispose();
        stop.Dispose();
        return null;
    }

    /// <summary>Blocks this thread until the file is written, <see cref="Stop"/> is called, or the time limit has passed.</summary>
    /// <returns>True if the file was written since the previous call.</returns>
    public bool Wait(TimeSpan limit)
    {
        Span<Polled> polled =
        [
            new Polled { Handle = (int)_writes.DangerousGetHandle(), Wanted = Readable },
            new Polled { Handle = (int)_stop.DangerousGetHandle(), Wanted = Readable },
        ];
        if (Poll(polled, (nuint)polled.Length, (int)limit.TotalMilliseconds) <= 0 || polled[0].Found == 0)
            return false;
        // Takes the reports. If more are left, the next call returns at once.
        Span<byte> reports = stackalloc byte[4096];
        Read(_writes, reports, (nuint)reports.Length);
        return true;
    }

    /// <summary>Ends the current wait, and makes further ones return at once.</summary>
    public void Stop()
    {
        Span<byte> one = stackalloc byte[sizeof(ulong)];
        one[0] = 1;
        Write(_stop, one, (nuint)one.Length);
    }

    public void Dispose()
    {
        _writes.Dispose();
        _stop.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "inotify_init1")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenNotify(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AddWatch(SafeFileHandle notify, string path, uint events);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenEvent(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(Span<Polled> files, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(SafeFileHandle file, Span<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> buffer, nuint count);

    // The structure 'pollfd' of the C library.
    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int Handle;
        public short Wanted;
        public short Found;
    }
}
