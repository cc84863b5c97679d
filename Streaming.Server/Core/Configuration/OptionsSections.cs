using Microsoft.Extensions.Options;

namespace Streaming.Server.Core.Configuration;

/// <summary>Binds options classes to sections of the configuration.</summary>
internal static class OptionsSections
{
    /// <summary>
    /// Binds an options class to a configuration section and validates the options at startup. An invalid value, a value out of range and
    /// an unknown key are errors; each error message contains the key and the allowed values.
    /// </summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="section">The name of the configuration section.</param>
    /// <param name="other">Another options class that the same section has with another setting, for a more helpful error message.</param>
    public static OptionsBuilder<T> AddSection<T>(this IServiceCollection services, string section, OtherOptions? other = null)
        where T : class
    {
        services.AddSingleton<IValidateOptions<T>>(new OptionsSectionValidator<T>(section));
        return services.AddOptions<T>()
            .Configure<IConfiguration>((options, configuration) =>
            {
                // Most sections are not set; comparing them with their options class would take time at each start.
                if (!configuration.GetSection(section).Exists())
                    return;
                var (settings, failures) = OptionsSectionReader.Read(configuration.GetSection(section), typeof(T), other);
                if (failures.Count > 0)
                    throw new OptionsValidationException(Options.DefaultName, typeof(T), failures);
                settings.Bind(options);
            })
            .ValidateOnStart();
    }
}
