namespace Streaming.Server.Commands.Settings;

/// <summary>The command <c>config</c>, whose only command shows and checks the settings.</summary>
internal sealed class ConfigCommand : AppCommand
{
    public ConfigCommand()
        : base("config", "Show and check the settings of the server.") => Add(new ConfigCheckCommand());
}
