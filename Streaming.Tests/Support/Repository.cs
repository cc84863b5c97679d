namespace Streaming.Tests.Support;

/// <summary>The source files of the repository that these tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder of Streaming.sln, which is above the assembly of the tests.</summary>
    public static string Root { get; } = Find();

    /// <summary>The server's source files, by their paths below Streaming.Server, with forward slashes.</summary>
    public static IReadOnlyDictionary<string, string> ServerSources { get; } = ReadSources();

    /// <summary>Returns the path of a sample's program, which is built with these tests.</summary>
    public static string Sample(string name)
    {
        // …/Streaming.Tests/bin/Debug/net10.0/
        var built = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(Root, "samples", name, "bin", built.Parent!.Name, built.Name, $"{name}.dll");
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Streaming.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("There is no Streaming.sln above the tests' assembly.");
    }

    private static Dictionary<string, string> ReadSources()
    {
        var server = Path.Combine(Root, "Streaming.Server");
        return Directory.EnumerateFiles(server, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(server, file).Replace('\\', '/'))
            .Where(path => !path.StartsWith("bin/", StringComparison.Ordinal) && !path.StartsWith("obj/", StringComparison.Ordinal))
            .ToDictionary(path => path, path => File.ReadAllText(Path.Combine(server, path)), StringComparer.Ordinal);
    }
}
