namespace Streaming.Server.Hosting;

/// <summary>
/// The names of the sections of the configuration, as an options class without values: <see cref="SectionCheck"/> is one of the checks of
/// options at startup, so that its errors are reported together with all others.
/// </summary>
internal sealed class SectionNames;
