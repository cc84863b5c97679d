using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Hosting;

/// <summary>Checks the settings of the server program that belong to ASP.NET Core: addresses, logging and certificates.</summary>
internal static class HostSettings
{
    /// <summary>Throws if a setting is wrong.</summary>
    /// <param name="configuration">The configuration of the server.</param>
    /// <param name="contentRoot">The folder in which relative paths begin.</param>
    /// <exception cref="AggregateException">Settings are wrong. Each inner exception is a <see cref="StartException"/>.</exception>
    public static void Check(IConfiguration configuration, string contentRoot)
    {
        List<StartException> errors = [.. LoggingSettings.Errors(configuration), .. CertificateFiles.Errors(configuration, contentRoot)];
        try
        {
            _ = ListeningAddresses.Of(configuration);
        }
        catch (StartException e)
        {
            errors.Add(e);
        }

        if (errors.Count > 0)
            throw new AggregateException(errors);
    }
}
