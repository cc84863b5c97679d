namespace Streaming.Server.Core.Configuration;

/// <summary>The options that a configuration section has if another setting has another value.</summary>
/// <param name="Type">The options class.</param>
/// <param name="Condition">The setting with which the class applies, such as <c>Storage:Provider=postgresql</c>.</param>
internal sealed record OtherOptions(Type Type, string Condition)
{
    /// <summary>Returns whether the options have a setting with this name.</summary>
    public bool Have(string name) =>
        OptionsShape.SettingsOf(Type).Any(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
