namespace Streaming.Benchmark;

/// <summary>Finds the server program that was built together with this benchmark program.</summary>
internal static class BuiltServer
{
    public const string Dll = "Streaming.Server.dll";

    // The program of Streaming.Tool, from which the Debian package and the container image are made.
    private const string Tool = "streaming";

    /// <summary>The folder of the server program, derived from the folder of the benchmark program.</summary>
    /// <exception cref="BenchmarkException">The server program was not built, so that its folder does not exist.</exception>
    public static string Folder() => Folder("Streaming.Server", Dll);

    /// <summary>Returns the name of the server program in a folder: that of the tool, if the folder has one.</summary>
    public static string ProgramIn(string folder) =>
        File.Exists(Path.Combine(folder, Tool)) ? Tool : File.Exists(Path.Combine(folder, $"{Tool}.dll")) ? $"{Tool}.dll" : Dll;

    /// <summary>Returns the folder of the built program of another project of this repository.</summary>
    /// <exception cref="BenchmarkException">The project was not built, so that its folder does not exist.</exception>
    public static string Folder(string project, string dll)
    {
        // …/samples/tools/Streaming.Benchmark/bin/Release/net10.0 → …/Streaming.Server/bin/Release/net10.0
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output.Parent?.Parent?.Parent?.Parent?.Parent?.Parent;
        var folder = root is null ? null : Path.Combine(root.FullName, project, "bin", output.Parent!.Name, output.Name);
        if (folder is null || !File.Exists(Path.Combine(folder, dll)))
            throw new BenchmarkException(
                $"No {dll} beside this program's own build; name its folder with --server, or a running server with --url.");
        return folder;
    }
}
