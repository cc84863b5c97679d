namespace Streaming.Server.Commands.Settings;

/// <summary>The command <c>config</c>, which contains the command <c>config check</c>.</summary>
internal sealed class ConfigCommand : AppCommand
{
    public ConfigCommand()
        : base("config", "Show and check the settings of the server.") => Add(new ConfigCheckCommand());
}
