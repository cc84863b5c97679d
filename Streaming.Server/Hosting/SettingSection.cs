namespace Streaming.Server.Hosting;

/// <summary>Describes a section of the configuration that is bound to an options class.</summary>
/// <param name="Name">The name of the section, such as <c>Sse</c>.</param>
/// <param name="Type">The options class. Its properties are the configuration keys of the section.</param>
internal sealed record SettingSection(string Name, Type Type);
