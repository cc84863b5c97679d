using Streaming.Tests.Support;

namespace Streaming.Tests.Sqlite;

/// <summary>A test that needs Linux and a C compiler. With <c>STREAMING_NO_SKIP=1</c> it fails if they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CompilerFactAttribute : FactAttribute
{
    public const string Compiler = "cc";

    public CompilerFactAttribute() => Skip = Skipping.Because(OperatingSystem.IsLinux() && Programs.Find(Compiler) is not null ? null
        : "This test lets the disk fail by a library that it compiles: it needs Linux and a C compiler (on Debian: apt-get install gcc " +
            "libc6-dev).");
}
