using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Streaming.Server;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Hosting;
using Streaming.Server.Http;
using Streaming.Server.Transports.Centrifugal;
using Streaming.Server.Transports.DurableStreams;
using Streaming.Server.Transports.HttpApi;
using Streaming.Server.Transports.Sse;

namespace Streaming.Tests.House;

public sealed class ControllersTests
{
    [Fact]
    public void The_list_of_controllers_has_all_of_them()
    {
        new ServerControllers().Types.Should().BeEquivalentTo(
            typeof(StreamingServer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ControllerBase)) && !type.IsAbstract));
    }

    [Fact]
    public void Every_controller_checks_the_names_of_query_parameters_unless_its_protocol_is_of_others()
    {
        // The first two check the names in their actions, and a session has no parameters that could be misspelt.
        Type[] others =
        [
            typeof(PublishController), typeof(SseController), typeof(SessionController), typeof(CentrifugalController),
            typeof(EmulationController), typeof(StreamController), typeof(StreamPreflightController), typeof(StreamReadController),
        ];
        new ServerControllers().Types.Where(type => type.GetCustomAttribute<ChecksQueryNamesAttribute>() is null)
            .Should().BeEquivalentTo(others);
    }
}
