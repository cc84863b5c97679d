namespace Streaming.Tests.Sqlite;

/// <summary>A test that needs Linux and a C compiler. With <c>STREAMING_NO_SKIP=1</c> it fails if they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CompilerFactAttribute : FactAttribute
{
    public const string Compiler = "cc";

    public CompilerFactAttribute()
    {
        var isThere = OperatingSystem.IsLinux()
            && (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
                .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, Compiler)));
        if (!isThere && Environment.GetEnvironmentVariable("STREAMING_NO_SKIP") != "1")
            Skip = "This test lets the disk fail by a library that it compiles: it needs Linux and a C compiler (on Debian: apt-get " +
                "install gcc libc6-dev).";
    }
}
