namespace Streaming.Benchmark;

/// <summary>Finds the server that was built along with this program.</summary>
internal static class BuiltServer
{
    public const string Dll = "Streaming.Server.dll";

    /// <summary>Its folder: this program's, with the project exchanged.</summary>
    /// <exception cref="BenchmarkException">It is not there.</exception>
    public static string Folder()
    {
        // …/samples/Streaming.Benchmark/bin/Release/net10.0 → …/Streaming.Server/bin/Release/net10.0
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output.Parent?.Parent?.Parent?.Parent?.Parent;
        var folder = root is null ? null : Path.Combine(root.FullName, "Streaming.Server", "bin", output.Parent!.Name, output.Name);
        if (folder is null || !File.Exists(Path.Combine(folder, Dll)))
            throw new BenchmarkException($"No {Dll} beside this program's own build; name its folder with --server, or a running server with --url.");
        return folder;
    }
}
