namespace Streaming.Server.Core.Configuration;

/// <summary>The one folder of everything that this process writes: that of <c>Storage:Path</c>, so that one writable folder is enough.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="environment">Its content root is where a relative <c>Storage:Path</c> starts.</param>
public sealed class DataFolder(IConfiguration configuration, IHostEnvironment environment)
{
    private const string DefaultFile = "data/streaming.db";

    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.GetDirectoryName(
        System.IO.Path.GetFullPath(System.IO.Path.Combine(environment.ContentRootPath, configuration["Storage:Path"] is { Length: > 0 } path ? path : DefaultFile)))!;

    /// <summary>Makes a folder and writes a file there for a moment.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="key">The key that names it.</param>
    /// <exception cref="StartException">This process cannot write there.</exception>
    public static void RequireWritable(string folder, string key)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = System.IO.Path.Combine(folder, $".writable-{Environment.ProcessId}-{Guid.NewGuid():N}");
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The folder '{folder}' ({key}) cannot be written to: {e.Message.TrimEnd('.')}. Give a folder that this process may write to.", e);
        }
    }
}
