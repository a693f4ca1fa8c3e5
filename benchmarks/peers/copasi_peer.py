"""COPASI's direct method, through its own Python binding."""

import COPASI

_model = {}


def load(network, path):
    """Import the SBML file, unless it is the one imported last."""
    if _model.get("path") == path:
        return
    if "data" in _model:
        COPASI.CRootContainer.removeDatamodel(_model["data"])
    data = COPASI.CRootContainer.addDatamodel()
    if not data.importSBML(path):
        raise RuntimeError("COPASI did not import the model")
    task = data.getTask("Time-Course")
    if not task.setMethodType(COPASI.CTaskEnum.Method_directMethod):
        raise RuntimeError("COPASI has no direct method")
    method = task.getMethod()
    method.getParameter("Use Random Seed").setBoolValue(True)
    method.getParameter("Max Internal Steps").setIntValue(2**31 - 1)
    names = [f"n{k}_{c}" for k in (0, 1) for c in range(len(network["birth"]))]
    _model.update(path=path, data=data, task=task, names=names)


def run(network, end, points, runs, seed):
    """Yield the task after each run: it holds that run's time course."""
    task = _model["task"]
    problem = task.getProblem()
    problem.setDuration(end)
    problem.setStepNumber(points - 1)
    problem.setTimeSeriesRequested(True)
    seeds = task.getMethod().getParameter("Random Seed")
    for index in range(runs):
        if not seeds.setUIntValue((seed + index) % 2**31):
            raise RuntimeError("COPASI did not take the seed")
        # The seed is read here alone: without it every run would be the first one again.
        if not task.initializeRaw(COPASI.CCopasiTask.ONLY_TIME_SERIES):
            raise RuntimeError("COPASI refused the task")
        if not task.processRaw(True):
            raise RuntimeError(task.getProcessError())
        yield task


def cells(raw, network):
    """Return (run, time, species), by the species' names."""
    series = raw.getTimeSeries()
    column = {series.getTitle(i): i for i in range(series.getNumVariables())}
    wanted = [column[name] for name in _model["names"]]
    steps = range(series.getRecordedSteps())
    return [[[series.getConcentrationData(t, i) for i in wanted] for t in steps]]
