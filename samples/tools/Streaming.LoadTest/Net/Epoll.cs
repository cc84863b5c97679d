using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Streaming.LoadTest.Net;

/// <summary>Waits for many sockets at the same time, with the Linux function epoll (level-triggered).</summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    public const uint In = 1, Out = 4, Error = 8, HangUp = 16;
    private const int Most = 512;
    private const int Add = 1, Remove = 2, Change = 3;

    /// <summary>Whether the kernel packs the structure of an epoll event, which it does on x86 and x64 only.</summary>
    private static readonly bool s_packed = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;
    private readonly int _handle = epoll_create1(0);
    private readonly byte* _events = (byte*)NativeMemory.AlignedAlloc(Most * 16, 16);
    private bool _hasNanoseconds = true;

    private static int Stride => s_packed ? 12 : 16;
    private static int DataAt => s_packed ? 4 : 8;

    public void Watch(int descriptor, int data, uint what) => Control(Add, descriptor, data, what);

    public void Rewatch(int descriptor, int data, uint what) => Control(Change, descriptor, data, what);

    public void Forget(int descriptor) => Control(Remove, descriptor, 0, 0);

    /// <summary>Waits until sockets are ready, and returns the number of ready sockets; <see cref="Ready"/> returns each of them.</summary>
    public int Wait(long nanoseconds)
    {
        nanoseconds = Math.Clamp(nanoseconds, 0, 50_000_000);
        if (_hasNanoseconds)
        {
            try
            {
                var time = stackalloc long[2] { 0, nanoseconds };
                return epoll_pwait2(_handle, _events, Most, time, null);
            }
            catch (EntryPointNotFoundException)
            {
                _hasNanoseconds = false;
            }
        }

        return epoll_wait(_handle, _events, Most, (int)(nanoseconds / 1_000_000));
    }

    public (int Data, uint What) Ready(int i)
    {
        var at = _events + i * Stride;
        return (*(int*)(at + DataAt), *(uint*)at);
    }

    public void Dispose()
    {
        _ = close(_handle);
        NativeMemory.AlignedFree(_events);
    }

    private void Control(int operation, int descriptor, int data, uint what)
    {
        var one = stackalloc byte[16];
        *(uint*)one = what;
        *(long*)(one + DataAt) = data;
        if (epoll_ctl(_handle, operation, descriptor, one) != 0 && operation != Remove)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int descriptor, byte* what);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, byte* events, int most, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_pwait2(int epoll, byte* events, int most, long* time, void* signals);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);
}
