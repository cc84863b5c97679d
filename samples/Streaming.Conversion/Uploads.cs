namespace Streaming.Conversion;

/// <summary>Manages the folder of uploaded files.</summary>
public sealed class Uploads(IHostEnvironment environment)
{
    private readonly string _folder = Path.Combine(environment.ContentRootPath, "data", "uploads");

    /// <summary>Returns the path of an uploaded file.</summary>
    public string PathOf(string name) => Path.Combine(Directory.CreateDirectory(_folder).FullName, Path.GetFileName(name));
}
