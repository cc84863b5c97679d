namespace Streaming.Server.Hosting;

/// <summary>A section of the configuration that is bound to an options class.</summary>
/// <param name="Name">The name of the section, such as <c>Sse</c>.</param>
/// <param name="Type">The options class, whose properties are the keys of the section.</param>
internal sealed record SettingSection(string Name, Type Type);
