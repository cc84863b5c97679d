using System.Data.Common;
using System.Text.RegularExpressions;

namespace Streaming.Server.Hosting;

/// <summary>Replaces the secrets in the values of settings by <c>***</c>, so that the values can be shown.</summary>
internal static partial class SecretSettings
{
    private const string Mask = "***";

    // The ends of the names of settings that are secrets. Webhooks:SecretOverlap and Invitations:TokenLifetime, for example, are not.
    private static readonly string[] s_secretNames = ["Secret", "Password", "Token"];

    /// <summary>Returns the value of a setting, with <c>***</c> in place of secrets.</summary>
    public static string? Masked(string key, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return value;
        if (key.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase))
            return WithoutPassword(value);
        var name = key[(key.LastIndexOf(':') + 1)..];
        return Array.Exists(s_secretNames, secret => name.EndsWith(secret, StringComparison.OrdinalIgnoreCase))
            || IsHeadersOfExporter(name)
            || key.Contains(":SigningKeys:", StringComparison.OrdinalIgnoreCase) ? Mask : UserInUrl().Replace(value, $"//{Mask}@");
    }

    // For example OTEL_EXPORTER_OTLP_HEADERS and OTEL_EXPORTER_OTLP_TRACES_HEADERS, which have the credentials for the receiver.
    private static bool IsHeadersOfExporter(string name) =>
        name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase) && name.EndsWith("_HEADERS", StringComparison.OrdinalIgnoreCase);

    private static string WithoutPassword(string connection)
    {
        try
        {
            var settings = new DbConnectionStringBuilder { ConnectionString = connection };
            foreach (var name in settings.Keys.Cast<string>().Where(IsPassword).ToList())
                settings[name] = Mask;
            return settings.ConnectionString;
        }
        catch (ArgumentException)
        {
            // The text is not a valid connection string. So it is unknown which part of it is the password, and the whole text is replaced.
            return Mask;
        }
    }

    [GeneratedRegex("//[^/@\\s]+@", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex UserInUrl();

    private static bool IsPassword(string name) =>
        name.Contains("pass", StringComparison.OrdinalIgnoreCase) || name.Equals("pwd", StringComparison.OrdinalIgnoreCase);
}
