namespace Streaming.Server.Core.Configuration;

/// <summary>
/// Determines the folder in which this process writes its files: the folder that contains the database file (configuration key
/// <c>Storage:Path</c>).
/// </summary>
/// <param name="configuration">The configuration, which contains <c>Storage:Path</c>.</param>
/// <param name="environment">The environment of the host. A relative <c>Storage:Path</c> is resolved from the environment's content
/// root.</param>
public sealed class DataFolder(IConfiguration configuration, IHostEnvironment environment)
{
    private const string DefaultFile = "data/streaming.db";

    /// <summary>The full path of the folder in which this process writes its files.</summary>
    public string Path { get; } = System.IO.Path.GetDirectoryName(
        System.IO.Path.GetFullPath(
            System.IO.Path.Combine(environment.ContentRootPath, configuration["Storage:Path"] is { Length: > 0 } path ? path
            : DefaultFile)))!;

    /// <summary>Creates a folder, and checks that this process can write there by creating and deleting a file.</summary>
    /// <param name="folder">The path of the folder.</param>
    /// <param name="key">The configuration key that contains the path, for the error message.</param>
    /// <exception cref="StartException">This process cannot write to the folder.</exception>
    public static void RequireWritable(string folder, string key)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = System.IO.Path.Combine(folder, $".writable-{Environment.ProcessId}-{Guid.NewGuid():N}");
            using var file = new FileStream(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"The folder '{folder}' ({key}) cannot be written to: {e.Message.TrimEnd('.')}. Give a folder that this process may " +
                "write to.", e);
        }
    }
}
