namespace Streaming.Server.Hosting;

/// <summary>One setting of the server as it applies.</summary>
/// <param name="Key">The key in the configuration, such as <c>Sse:Heartbeat</c>.</param>
/// <param name="Value">The value; null if the setting has none. Secrets are replaced by <c>***</c>.</param>
/// <param name="Default">The value that applies if nothing sets the key; null if there is none.</param>
/// <param name="Source">What sets the value: <c>default</c>, <c>code</c>, <c>command line</c>, an environment variable, or a file.</param>
internal sealed record EffectiveSetting(string Key, string? Value, string? Default, string Source);
