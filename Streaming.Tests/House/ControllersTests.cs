using Microsoft.AspNetCore.Mvc;
using Streaming.Server;
using Streaming.Server.Hosting;

namespace Streaming.Tests.House;

public sealed class ControllersTests
{
    [Fact]
    public void The_list_of_controllers_has_all_of_them()
    {
        new ServerControllers().Types.Should().BeEquivalentTo(
            typeof(StreamingServer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ControllerBase)) && !type.IsAbstract));
    }
}
