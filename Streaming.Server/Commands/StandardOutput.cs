using System.Runtime.InteropServices;
using Streaming.Server.Core.Streams;

namespace Streaming.Server.Commands;

/// <summary>
/// Writes to the standard output of the process on Unix. A write fails if the reader has closed the pipe. The stream of .NET would ignore
/// this, so a command such as <c>streaming follow ticks | head</c> would never end.
/// </summary>
internal sealed partial class StandardOutput : UnseekableStream
{
    private const int Descriptor = 1;
    private const int Interrupted = 4;
    private const int PipeClosed = 32;

    public override bool CanWrite => true;

    /// <summary>Returns a stream that writes to the standard output of this process.</summary>
    public static Stream Open() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new StandardOutput();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var written = Write(Descriptor, buffer, (nuint)buffer.Length);
            if (written >= 0)
                buffer = buffer[(int)written..];
            else if (Marshal.GetLastPInvokeError() is var error and not Interrupted)
                throw error == PipeClosed ? new BrokenPipeException()
                    : new IOException($"The output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> buffer, nuint count);
}
