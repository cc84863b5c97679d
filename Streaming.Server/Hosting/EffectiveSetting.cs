namespace Streaming.Server.Hosting;

/// <summary>Describes one setting of the server with the value that applies, and its origin.</summary>
/// <param name="Key">The configuration key of the setting, such as <c>Sse:Heartbeat</c>.</param>
/// <param name="Value">The value that applies; null if the setting has none. A secret is replaced by <c>***</c>.</param>
/// <param name="Default">The default value of the setting; null if it has none.</param>
/// <param name="Source">
/// The origin of the value: <c>default</c>, <c>code</c>, <c>command line</c>, an environment variable, or a file.
/// </param>
internal sealed record EffectiveSetting(string Key, string? Value, string? Default, string Source);
