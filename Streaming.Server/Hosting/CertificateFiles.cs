using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Hosting;

/// <summary>Checks that the files of certificates in the section <c>Kestrel</c> exist.</summary>
internal static class CertificateFiles
{
    /// <summary>Returns a sentence for each file that does not exist.</summary>
    /// <param name="configuration">The configuration of the server.</param>
    /// <param name="contentRoot">The folder in which relative paths begin.</param>
    public static IEnumerable<StartException> Errors(IConfiguration configuration, string contentRoot)
    {
        var kestrel = configuration.GetSection("Kestrel");
        var certificates = kestrel.GetSection("Certificates").GetChildren()
            .Concat(kestrel.GetSection("Endpoints").GetChildren().Select(endpoint => endpoint.GetSection("Certificate")));
        return certificates.SelectMany(Files)
            .Where(path => path.Value is { Length: > 0 } && !File.Exists(Path.Combine(contentRoot, path.Value)))
            .Select(path => new StartException($"{path.Path} is '{path.Value}', and there is no such file."));
    }

    private static IConfigurationSection[] Files(IConfigurationSection certificate) =>
        [certificate.GetSection("Path"), certificate.GetSection("KeyPath")];
}
